namespace Paracle.Torture.Stores;

/// <summary>What a host of the store says to its parent, a line each. The last word of a line is <see cref="End"/>: a line cut by SIGKILL was not said.</summary>
internal static class HostWord
{
    /// <summary>The store is open.</summary>
    public const string Ready = "ready";

    /// <summary>Id, version, state: a write of an execution is about to be sent.</summary>
    public const string Tried = "tried";

    /// <summary>Id, version, state: the write was acknowledged.</summary>
    public const string Stored = "stored";

    /// <summary>Key, first and last number, execution id or "-": messages are about to be appended.</summary>
    public const string Appending = "appending";

    /// <summary>Key, last number: the messages up to that number were acknowledged.</summary>
    public const string Appended = "appended";

    /// <summary>Name: something worth counting happened.</summary>
    public const string Count = "count";

    /// <summary>The promise that was seen broken.</summary>
    public const string Broken = "broken";

    /// <summary>Every producer has brought what it began to its end.</summary>
    public const string Drained = "drained";

    public const string End = ".";
}
