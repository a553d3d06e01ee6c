namespace Paracle.Runtime.Tests.Doubles;

internal static class EventReading
{
    public static async Task<List<AgentEvent>> ReadAllAsync(this IAsyncEnumerable<AgentEvent> events)
    {
        List<AgentEvent> all = [];
        await foreach (var happened in events)
        {
            all.Add(happened);
        }

        return all;
    }
}
