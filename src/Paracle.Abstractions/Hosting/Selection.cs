using Microsoft.Extensions.DependencyInjection;

namespace Paracle;

/// <summary>Records an exclusive choice of the host, such as its store, so that a second, different one is an error instead of a surprise.</summary>
/// <param name="Subject">What is chosen, for example <c>store</c>.</param>
/// <param name="Choice">The builder method that chose, for example <c>UseSqlite</c>.</param>
public sealed record Selection(string Subject, string Choice)
{
    /// <summary>The subject of the choice of a store.</summary>
    public const string Store = "store";

    /// <summary>The subject of the choice of who may do what.</summary>
    public const string GrantPolicy = "grant policy";

    /// <summary>Records a choice.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="subject">What is chosen.</param>
    /// <param name="choice">The builder method that chooses.</param>
    /// <returns>True when it is new; false when the same choice was made before.</returns>
    /// <exception cref="ConfigurationException">Another choice was made before.</exception>
    public static bool Record(IServiceCollection services, string subject, string choice)
    {
        var earlier = Find(services, subject);
        if (earlier is null)
        {
            services.AddSingleton(new Selection(subject, choice));
            return true;
        }

        return string.Equals(earlier, choice, StringComparison.Ordinal)
            ? false
            : throw new ConfigurationException($"Both {earlier} and {choice} were called, and each chooses the {subject}. Keep one of them.");
    }

    /// <summary>The choice made so far.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="subject">What is chosen.</param>
    /// <returns>The builder method that chose, or null.</returns>
    public static string? Find(IServiceCollection services, string subject) =>
        services.Select(descriptor => descriptor.ServiceType == typeof(Selection) ? (Selection?)descriptor.ImplementationInstance : null)
            .FirstOrDefault(selection => selection is not null && string.Equals(selection.Subject, subject, StringComparison.Ordinal))?.Choice;
}
