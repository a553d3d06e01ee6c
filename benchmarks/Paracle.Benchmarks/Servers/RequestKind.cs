namespace Paracle.Benchmarks.Servers;

/// <summary>The kinds of requests that the whole system is loaded with, and those that it is compared with.</summary>
internal enum RequestKind
{
    /// <summary>The least that the server's HTTP stack can answer in JSON.</summary>
    Bare,

    /// <summary>The model asked directly: what it and the machine can give.</summary>
    Model,

    /// <summary>Runs whose prompts are few and come again and again.</summary>
    Repeated,

    /// <summary>Runs of which every other one has a prompt that never comes again.</summary>
    Half,

    /// <summary>Runs whose prompts never come again.</summary>
    Unique,

    /// <summary>The same by a server that speaks to PostgreSQL through PgBouncer.</summary>
    Pooled,

    /// <summary>Streamed runs whose prompts never come again.</summary>
    Stream,

    /// <summary>Streams of the model asked directly.</summary>
    ModelStream,
}
