using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Runtime.Internal.Agents;

/// <summary>The cache's own serializer reflects, which AOT forbids; this one is generated.</summary>
internal sealed class CachedAgentSerializer : IHybridCacheSerializer<CachedAgent>
{
    public CachedAgent Deserialize(ReadOnlySequence<byte> source)
    {
        var reader = new Utf8JsonReader(source);
        return JsonSerializer.Deserialize(ref reader, AgentJsonContext.Default.CachedAgent)
            ?? throw new JsonException("The cached agent is null.");
    }

    public void Serialize(CachedAgent value, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target);
        JsonSerializer.Serialize(writer, value, AgentJsonContext.Default.CachedAgent);
    }
}
