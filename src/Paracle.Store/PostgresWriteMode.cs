namespace Paracle;

/// <summary>When a write of an execution is acknowledged.</summary>
public enum PostgresWriteMode
{
    /// <summary>Once its batch is committed. What was acknowledged is not lost.</summary>
    Durable,

    /// <summary>Once it is in the host's memory. What a host holds when it dies, or cannot write, is lost; <c>paracle.store.write.lost</c> counts that.</summary>
    Buffered,
}
