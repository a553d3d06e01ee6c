using Paracle;

namespace Server;

/// <summary>What the configuration says, as calls on the builder. README.md beside this file lists the settings.</summary>
internal static class ConfiguredParacle
{
    private const string AuthorizationKey = "Paracle:Authorization";

    /// <summary>PostgreSQL where a connection string names it, a SQLite file in the working folder where none does.</summary>
    public static IParacleBuilder UseConfiguredStore(this IParacleBuilder paracle, IConfiguration configuration) =>
        ConnectionString(configuration, "Paracle") is { } postgres
            ? paracle.UsePostgres(options =>
            {
                configuration.GetSection("Paracle:Postgres").Bind(options);
                options.ConnectionString = postgres;
            })
            : paracle.UseSqlite(configuration.GetSection("Paracle:Sqlite").Bind);

    /// <summary>Redis where a connection string names it, memory only where none does.</summary>
    public static IParacleBuilder UseConfiguredRedis(this IParacleBuilder paracle, IConfiguration configuration) =>
        ConnectionString(configuration, "Redis") is { } redis ? paracle.UseRedis(options => options.ConnectionString = redis) : paracle;

    /// <summary>Each child of <c>Paracle:Providers</c> is a provider of that name, spoken to as OpenAI.</summary>
    public static IParacleBuilder AddConfiguredProviders(this IParacleBuilder paracle, IConfiguration configuration)
    {
        foreach (var provider in configuration.GetSection("Paracle:Providers").GetChildren())
        {
            paracle.AddOpenAI(provider.Key, provider.Bind);
        }

        return paracle;
    }

    /// <summary>Answers what was answered before from the cache, and equal calls at once by one, where the configuration has a section for it.</summary>
    public static IParacleBuilder UseConfiguredResponseCache(this IParacleBuilder paracle, IConfiguration configuration) =>
        configuration.GetSection("Paracle:ResponseCache") is { } section && section.Exists()
            ? paracle.UseResponseCache(section.Bind).UseCoalescing()
            : paracle;

    /// <summary>Denies what is not granted, unless the configuration allows all aloud.</summary>
    public static IParacleBuilder UseConfiguredAuthorization(this IParacleBuilder paracle, IConfiguration configuration) => configuration[AuthorizationKey] switch
    {
        null or "Grants" => paracle.UseGrants(),
        "AllowAll" => paracle.AllowAll(),
        var other => throw new ConfigurationException($"{AuthorizationKey} is '{other}'. Set it to Grants or AllowAll."),
    };

    /// <summary>The request limit, counted by all hosts together where they share a Redis.</summary>
    public static void ReadFrom(this HttpApiOptions http, IConfiguration configuration)
    {
        configuration.GetSection("Paracle:Http").Bind(http);
        http.RateLimitWindow = TimeSpan.FromMinutes(1);
        http.RateLimitPermits = configuration.GetValue("Paracle:RateLimit:PermitsPerMinute", http.RateLimitPermits);
        http.RateLimitScope = ConnectionString(configuration, "Redis") is null ? RateLimitScope.Host : RateLimitScope.Shared;
    }

    private static string? ConnectionString(IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name) is { Length: > 0 } text ? text : null;
}
