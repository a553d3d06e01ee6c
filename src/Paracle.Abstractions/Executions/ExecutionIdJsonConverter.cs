using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paracle;

/// <summary>Writes an <see cref="ExecutionId"/> as a UUID with hyphens.</summary>
public sealed class ExecutionIdJsonConverter : JsonConverter<ExecutionId>
{
    /// <inheritdoc/>
    public override ExecutionId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ExecutionId.Parse(reader.GetString());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ExecutionId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
