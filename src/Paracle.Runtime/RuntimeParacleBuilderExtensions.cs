using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Paracle.Runtime.Internal.Grants;
using Paracle.Runtime.Internal.Tools;

namespace Paracle;

/// <summary>What this package brings to <see cref="IParacleBuilder"/>.</summary>
public static class RuntimeParacleBuilderExtensions
{
    /// <summary>Registers a tool. An agent may call it once its spec names it and its caller holds the grant.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="tool">The tool, for example of <see cref="AIFunctionFactory"/>. Its name keeps <see cref="InputRules.RequireName"/>.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="InvalidInputException">The tool's name is malformed.</exception>
    /// <exception cref="ConfigurationException">A tool of that name is registered, or the tool wants an approval, which is not offered.</exception>
    public static IParacleBuilder AddTool(this IParacleBuilder builder, AIFunction tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        InputRules.RequireName(tool.Name, "tool name");
        if (tool.GetService<ApprovalRequiredAIFunction>() is not null)
        {
            throw new ConfigurationException($"Tool '{tool.Name}' wants an approval before each call, which is not offered. Register the function without it, and grant it with care.");
        }

        if (builder.Services.Where(descriptor => descriptor.ServiceType == typeof(RegisteredTool))
            .Select(descriptor => (RegisteredTool)descriptor.ImplementationInstance!)
            .Any(registered => string.Equals(registered.Function.Name, tool.Name, StringComparison.Ordinal)))
        {
            throw new ConfigurationException($"A tool named '{tool.Name}' is registered already. Give one of the two another name.");
        }

        builder.Services.AddSingleton(new RegisteredTool(tool));
        return builder;
    }

    /// <summary>Denies what no grant of <see cref="IGrantStore"/> covers. The same as choosing nothing, said aloud.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="ConfigurationException"><see cref="AllowAll"/> was called before.</exception>
    public static IParacleBuilder UseGrants(this IParacleBuilder builder)
    {
        if (Selection.Record(builder.Services, Selection.GrantPolicy, nameof(UseGrants)))
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IGrantPolicy, CachedGrantPolicy>());
        }

        return builder;
    }

    /// <summary>Allows every caller everything within its tenant. For programs with one trusted user; logs a warning at start.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="ConfigurationException"><see cref="UseGrants"/> was called before.</exception>
    public static IParacleBuilder AllowAll(this IParacleBuilder builder)
    {
        if (Selection.Record(builder.Services, Selection.GrantPolicy, nameof(AllowAll)))
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IGrantPolicy, AllowAllPolicy>());
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IParacleService, AllowAllWarning>());
        }

        return builder;
    }

    /// <summary>Sets the runtime's bounds and lifetimes.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the defaults.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder ConfigureRuntime(this IParacleBuilder builder, Action<RuntimeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(configure);
        return builder;
    }
}
