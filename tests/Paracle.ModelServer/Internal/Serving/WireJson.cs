using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>How JSON goes over the wire: text outside ASCII unescaped, as the vendors send it.</summary>
internal static class WireJson
{
    /// <summary>Not validated: what is scripted is sent, right or wrong.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Bytes<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        write(json, state);
        json.Flush();
        return buffer.WrittenMemory;
    }
}
