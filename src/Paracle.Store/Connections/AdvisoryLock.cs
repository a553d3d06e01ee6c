namespace Paracle.Store;

/// <summary>A turn, taken by name and held to the end of the transaction: it works behind a pooler, where a session's lock would stay with whoever comes next.</summary>
internal static class AdvisoryLock
{
    private static readonly SqlText Take = new($"SELECT pg_advisory_xact_lock($1)");

    public static SqlStatement Of(params ReadOnlySpan<string> name) => new(Take, SqlValue.Long(KeyHash.Number(name)));
}
