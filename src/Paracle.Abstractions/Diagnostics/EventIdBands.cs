namespace Paracle;

/// <summary>The log event ids of each package: a band of 1,000, named by its first id.</summary>
public static class EventIdBands
{
    /// <summary>Paracle.Runtime: 1000 to 1999.</summary>
    public const int Runtime = 1000;

    /// <summary>Paracle.Store: 2000 to 2999.</summary>
    public const int Store = 2000;

    /// <summary>Paracle.Store.Sqlite: 3000 to 3999.</summary>
    public const int Sqlite = 3000;

    /// <summary>Paracle.Cache: 4000 to 4999.</summary>
    public const int Cache = 4000;

    /// <summary>Paracle.Providers: 5000 to 5999.</summary>
    public const int Providers = 5000;

    /// <summary>Paracle.Providers.OpenAI: 6000 to 6999.</summary>
    public const int OpenAI = 6000;

    /// <summary>Paracle.Providers.Anthropic: 7000 to 7999.</summary>
    public const int Anthropic = 7000;

    /// <summary>Paracle.AspNetCore: 8000 to 8999.</summary>
    public const int AspNetCore = 8000;

    /// <summary>Paracle: 9000 to 9999.</summary>
    public const int Host = 9000;

    /// <summary>Paracle.Abstractions: 10000 to 10999.</summary>
    public const int Abstractions = 10000;
}
