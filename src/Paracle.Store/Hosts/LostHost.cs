namespace Paracle.Store;

/// <summary>A host whose lease ended.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Since">How long the lease has been over.</param>
/// <param name="IsUnswept">Whether nobody has closed anything of it: it may still come back.</param>
internal sealed record LostHost(string Name, DateTimeOffset StartedAt, TimeSpan Since, bool IsUnswept);
