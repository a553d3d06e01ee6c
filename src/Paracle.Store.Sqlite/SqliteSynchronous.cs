namespace Paracle;

/// <summary>When the SQLite store asks the disk to make a commit durable.</summary>
public enum SqliteSynchronous
{
    /// <summary>At every commit: what was acknowledged survives a crash of the process, of the system, and a loss of power.</summary>
    Full,

    /// <summary>At checkpoints only: what was acknowledged survives a crash of the process, but the last commits may be lost when the system crashes
    /// or loses power. The file stays sound either way.</summary>
    Normal,
}
