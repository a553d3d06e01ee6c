namespace Paracle.Store;

/// <summary>A queue as it is while its row is locked.</summary>
internal readonly record struct QueueState(string Queue, long Items, int Lanes);
