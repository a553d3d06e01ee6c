using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>The counts as <c>GET /_counters</c> shows them.</summary>
internal static class CountersJson
{
    public static void Write(Utf8JsonWriter json, ModelCounters counters)
    {
        ModelCounts counts = counters.Current;
        json.WriteStartObject();
        json.WriteNumber("received", counts.Received);
        json.WriteNumber("inFlight", counts.InFlight);
        json.WriteNumber("completed", counts.Completed);
        json.WriteNumber("aborted", counts.Aborted);
        json.WriteNumber("tokensServed", counts.TokensServed);
        json.WriteStartObject("receivedByPath");
        foreach ((string path, long received) in counters.ReceivedByPath)
        {
            json.WriteNumber(path, received);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
