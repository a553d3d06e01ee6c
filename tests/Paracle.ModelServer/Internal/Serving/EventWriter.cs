using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>Writes server-sent events with JSON data into a response's buffer; the caller flushes.</summary>
internal sealed class EventWriter(PipeWriter output) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output, WireJson.Options);

    /// <summary>Begins an event; its data is written to the result, then comes <see cref="End"/>.</summary>
    public Utf8JsonWriter Begin(string? name = null)
    {
        BeginData(name);
        _json.Reset();
        return _json;
    }

    public void End()
    {
        _json.Flush();
        output.Write("\n\n"u8);
    }

    /// <summary>Writes an event whose data is sent as it is.</summary>
    public void Raw(ReadOnlySpan<byte> data, string? name = null)
    {
        BeginData(name);
        output.Write(data);
        output.Write("\n\n"u8);
    }

    public void Dispose() => _json.Dispose();

    private void BeginData(string? name)
    {
        if (name is not null)
        {
            output.Write("event: "u8);
            Encoding.ASCII.GetBytes(name, output);
            output.Write("\n"u8);
        }

        output.Write("data: "u8);
    }
}
