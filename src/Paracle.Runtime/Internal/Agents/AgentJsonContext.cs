using System.Text.Json.Serialization;

namespace Paracle.Runtime.Internal.Agents;

[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CachedAgent))]
internal sealed partial class AgentJsonContext : JsonSerializerContext;
