using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.Extensions.Logging;

namespace Paracle.Architecture.Tests;

public sealed class TelemetryTests
{
    private const BindingFlags Methods = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly IReadOnlyList<(string Package, MethodInfo Method, LoggerMessageAttribute Event)> Events =
    [
        .. from assembly in Repository.Assemblies
           from type in assembly.GetTypes()
           from method in type.GetMethods(Methods)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           orderby message.EventId
           select (assembly.GetName().Name!, method, message),
    ];

    private static readonly IReadOnlyList<(string Name, string Value)> Names =
    [
        .. typeof(TelemetryNames).GetFields().Where(field => field.IsLiteral).Select(field => (field.Name, (string)field.GetRawConstantValue()!)),
    ];

    [Fact]
    public void EventIds_LieInTheirPackagesBand_AndAreUnique()
    {
        foreach (var (package, method, message) in Events)
        {
            var band = BandOf(package);
            message.EventId.ShouldBeInRange(band, band + 999, $"{package}: {method.Name}");
        }

        Events.Select(item => item.Event.EventId).ShouldBeUnique();
    }

    [Fact]
    public void Meters_CarryTheirPackagesName()
    {
        string[] made = [.. Invocations("Meter", "ActivitySource", "Create").Where(call => call.Expression.ToString() is var name && (name.EndsWith("Factory.Create", StringComparison.Ordinal) || name.EndsWith("Meters.Create", StringComparison.Ordinal))).Select(call => call.ArgumentList.Arguments[0].ToString())];
        made.ShouldAllBe(argument => argument.StartsWith("TelemetryNames.", StringComparison.Ordinal) || argument.StartsWith("new", StringComparison.Ordinal));
        Names.Where(name => name.Value.StartsWith("Paracle", StringComparison.Ordinal)).ShouldAllBe(name => Repository.Packages.Contains(name.Value));
    }

    [Fact]
    public void Instruments_TakeTheirNames_FromTelemetryNames()
    {
        var wrong = Invocations("CreateCounter", "CreateHistogram", "CreateUpDownCounter", "CreateObservableGauge", "CreateObservableCounter", "CreateObservableUpDownCounter", "CreateGauge")
            .Select(call => call.ArgumentList.Arguments[0].ToString())
            .Where(name => !name.StartsWith("TelemetryNames.", StringComparison.Ordinal) && !name.StartsWith("$\"{name}.", StringComparison.Ordinal));

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Names_FollowTheConventions() =>
        Names.ShouldAllBe(name => name.Value.StartsWith("Paracle", StringComparison.Ordinal)
            || System.Text.RegularExpressions.Regex.IsMatch(name.Value, @"^(?:paracle|db\.client\.connection)(?:\.[a-z_]+)+$", System.Text.RegularExpressions.RegexOptions.NonBacktracking));

    [Fact]
    public void DiagnosticsPage_ListsEveryNameAndEvent()
    {
        var page = new StringBuilder("# Diagnostics\n\nWhat Paracle tells about itself: errors, metrics and log events, written from the code.\n")
            .Append("\n## Error codes\n\nThe values of `ParacleException.Code`; none is ever renamed.\n\n| code |\n|---|\n");
        foreach (var code in typeof(ErrorCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!))
        {
            page.Append("| `").Append(code).Append("` |\n");
        }

        page.Append("\n## Telemetry names\n\nMeters and activity sources are named as their packages; pipelines add `.depth`, `.batch.size`, `.wait`, `.flush.duration`, `.flushes` and `.rejections` to the name of theirs.\n\n| name | value |\n|---|---|\n");
        foreach (var (name, value) in Names)
        {
            page.Append("| ").Append(name).Append(" | `").Append(value).Append("` |\n");
        }

        page.Append("\n## Log events\n\n| id | level | package | message |\n|---|---|---|---|\n");
        foreach (var (package, _, message) in Events)
        {
            page.Append("| ").Append(message.EventId).Append(" | ").Append(message.Level).Append(" | ").Append(package).Append(" | ").Append(message.Message).Append(" |\n");
        }

        page.ToString().ShouldStandIn("docs/diagnostics.md");
    }

    private static int BandOf(string package) => package switch
    {
        "Paracle.Runtime" => EventIdBands.Runtime,
        "Paracle.Store" => EventIdBands.Store,
        "Paracle.Store.Sqlite" => EventIdBands.Sqlite,
        "Paracle.Cache" => EventIdBands.Cache,
        "Paracle.Providers" => EventIdBands.Providers,
        "Paracle.Providers.OpenAI" => EventIdBands.OpenAI,
        "Paracle.Providers.Anthropic" => EventIdBands.Anthropic,
        "Paracle.AspNetCore" => EventIdBands.AspNetCore,
        "Paracle" => EventIdBands.Host,
        "Paracle.Abstractions" => EventIdBands.Abstractions,
        _ => throw new InvalidOperationException($"{package} has no band of event ids and must not log."),
    };

    private static IEnumerable<InvocationExpressionSyntax> Invocations(params string[] methods) =>
        from file in Repository.Sources("src")
        from call in CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Repository.Root, file))).GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
        where call.Expression is MemberAccessExpressionSyntax access && methods.Contains(access.Name.Identifier.Text)
        select call;
}
