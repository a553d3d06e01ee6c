using System.Reflection;

namespace Paracle.Architecture.Tests;

public sealed class PublicFaceTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] Vendors = ["Npgsql", "Microsoft.Data.Sqlite", "StackExchange", "OpenAI", "Anthropic", "Polly", "Microsoft.Extensions.Http"];

    [Fact]
    public void PublicSignatures_NameNoVendorType_RegistrationAside()
    {
        var leaks =
            from assembly in Repository.Assemblies
            from type in assembly.GetExportedTypes()
            where !(type.IsAbstract && type.IsSealed && type.Name.EndsWith("Extensions", StringComparison.Ordinal))
            from member in type.GetMembers(Declared).Where(IsVisible)
            from used in TypesIn(member)
            where Vendors.Any(vendor => used.Assembly.GetName().Name!.StartsWith(vendor, StringComparison.Ordinal))
            select $"{type.FullName}.{member.Name}: {used}";

        leaks.ShouldBeEmpty();
    }

    [Fact]
    public void Classes_AreSealed_UnlessAbstract()
    {
        var open = Repository.Assemblies.SelectMany(Repository.WrittenTypes)
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false })
            .Select(type => type.FullName);

        open.ShouldBeEmpty();
    }

    [Fact]
    public void ExportedTypes_LieIn_TheOneNamespace()
    {
        // A host writes one using, whichever packages it takes.
        Repository.Assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(type => type.Namespace != "Paracle").Select(type => type.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void CancellationToken_IsTheLastParameter_AndNamedInFull()
    {
        var wrong =
            from type in Repository.Assemblies.SelectMany(Repository.WrittenTypes)
            where !typeof(Delegate).IsAssignableFrom(type)
            from method in type.GetMethods(Declared)
            where !method.Name.Contains('<', StringComparison.Ordinal) && IsOurs(method)
            let parameters = method.GetParameters()
            where parameters.Any(parameter => parameter.ParameterType == typeof(CancellationToken))
            where parameters[^1].ParameterType != typeof(CancellationToken) || parameters[^1].Name != "cancellationToken"
            select $"{type.FullName}.{method.Name}";

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void PortMethods_RequireTheirToken()
    {
        var optional =
            from type in typeof(IExecutionStore).Assembly.GetExportedTypes()
            where type.IsInterface
            from method in type.GetMethods()
            where IsAwaitable(method.ReturnType)
            where method.GetParameters() is not [.., { IsOptional: false } last] || last.ParameterType != typeof(CancellationToken)
            select $"{type.Name}.{method.Name}";

        optional.ShouldBeEmpty();
    }

    [Fact]
    public void AwaitableMethods_EndInAsync()
    {
        var wrong =
            from type in Repository.Assemblies.SelectMany(Repository.WrittenTypes)
            where !typeof(Delegate).IsAssignableFrom(type)
            from method in type.GetMethods(Declared)
            where !method.IsSpecialName && !method.Name.Contains('<', StringComparison.Ordinal) && IsOurs(method)
            where IsAwaitable(method.ReturnType) && !method.Name.EndsWith("Async", StringComparison.Ordinal)
            select $"{type.FullName}.{method.Name}";

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void AddMethods_HaveAtMostTwoForms()
    {
        var crowded =
            from assembly in Repository.Assemblies
            from type in assembly.GetExportedTypes()
            where type.Name.EndsWith("Extensions", StringComparison.Ordinal)
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static).GroupBy(method => method.Name, StringComparer.Ordinal)
            where method.Count() > 2
            select $"{type.Name}.{method.Key}";

        crowded.ShouldBeEmpty();
    }

    // Overrides and explicit implementations take their names from elsewhere.
    private static bool IsOurs(MethodInfo method) =>
        method.GetBaseDefinition() == method && !method.Name.Contains('.', StringComparison.Ordinal) && !ImplementsForeignInterface(method);

    private static bool ImplementsForeignInterface(MethodInfo method)
    {
        var type = method.DeclaringType!;
        return !type.IsInterface && type.GetInterfaces()
            .Where(face => face.Assembly.GetName().Name?.StartsWith("Paracle", StringComparison.Ordinal) != true)
            .Any(face => type.GetInterfaceMap(face).TargetMethods.Contains(method));
    }

    private static bool IsAwaitable(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is { } open
            && (open == typeof(Task<>) || open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>)));

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors().Length > 0,
        _ => false,
    };

    private static IEnumerable<Type> TypesIn(MemberInfo member) => (member switch
    {
        MethodInfo method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType),
        ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        _ => [],
    }).SelectMany(Flatten);

    private static IEnumerable<Type> Flatten(Type type) =>
        type.HasElementType ? Flatten(type.GetElementType()!) : type.GetGenericArguments().SelectMany(Flatten).Append(type);
}
