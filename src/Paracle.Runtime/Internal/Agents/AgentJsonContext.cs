using System.Text.Json.Serialization;

namespace Paracle.Runtime.Internal.Agents;

[JsonSerializable(typeof(CachedAgent))]
internal sealed partial class AgentJsonContext : JsonSerializerContext;
