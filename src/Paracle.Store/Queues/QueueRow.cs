namespace Paracle.Store;

/// <summary>A message as its row holds it. Made by the caller, on many threads: the one flush has less to do.</summary>
internal readonly record struct QueueRow(QueueMessage Message, int Lane, byte[] KeyHash, byte[] EffectHash, byte[] Payload)
{
    // Keys, hashes and what the server adds, so that batches of empty messages have an end too.
    private const int Overhead = 256;

    public long Weight => Payload.Length + Overhead;

    /// <summary>Takes a copy of the payload: a caller that leaves early may change it while it is on its way.</summary>
    public static QueueRow Of(QueueMessage message, int lanes) => new(
        message,
        QueueLanes.LaneOf(message.Tenant, message.Key, lanes),
        Store.KeyHash.Of(message.Tenant.Value, message.Key),
        EffectKey.Of(message),
        message.Payload.ToArray());
}
