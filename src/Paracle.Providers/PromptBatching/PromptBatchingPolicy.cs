namespace Paracle;

/// <summary>What prompt batching saves first.</summary>
public enum PromptBatchingPolicy
{
    /// <summary>Time: a prompt waits only in a run of arrivals so close that company is to be expected; on an idle lane it waits not at all.</summary>
    LatencyFirst,

    /// <summary>Money: a prompt waits for company as long as it may, unless the batch is full before.</summary>
    CostFirst,
}
