using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Providers.Answers.Internal;

/// <summary>Answers as JSON by a contract of their own, whatever <see cref="HybridCache"/> the host has.</summary>
internal sealed class AnswerSerializer : IHybridCacheSerializer<Answer>
{
    public Answer Deserialize(ReadOnlySequence<byte> source)
    {
        var reader = new Utf8JsonReader(source);
        return JsonSerializer.Deserialize(ref reader, AnswerJsonContext.Default.Answer)!;
    }

    public void Serialize(Answer value, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target);
        JsonSerializer.Serialize(writer, value, AnswerJsonContext.Default.Answer);
    }
}
