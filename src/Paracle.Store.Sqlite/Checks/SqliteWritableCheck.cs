namespace Paracle.Store.Sqlite;

/// <summary>Whether a transaction can be had and the disk has room for it. Goes through the writer and writes nothing.</summary>
internal sealed class SqliteWritableCheck(SqliteDatabase database) : IStoreCheck
{
    private const long LeastFreeBytes = 256L * 1024 * 1024;

    public string Name => "sqlite.writable";

    public ValueTask<IReadOnlyList<StoreFinding>> CheckAsync(CancellationToken cancellationToken) => SqliteFindings.OfAsync(async () =>
    {
        await database.WriteOnceAsync(static _ => true, cancellationToken).ConfigureAwait(false);
        var free = new DriveInfo(database.FullPath).AvailableFreeSpace;
        return free >= LeastFreeBytes
            ? []
            : [new StoreFinding(StoreFindingSeverity.Warning, $"The disk under '{database.FullPath}' has {free / 1024 / 1024} MiB free.", "Free space before writes fail.")];
    });
}
