using System.Text.Json.Serialization;

namespace Paracle.Store;

/// <summary>How specs are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentSpec))]
[JsonSerializable(typeof(WorkflowSpec))]
internal sealed partial class SpecJson : JsonSerializerContext;
