using System.Text.Json.Serialization;
using Paracle.AspNetCore.Internal.Agents;
using Paracle.AspNetCore.Internal.Executions;
using Paracle.AspNetCore.Internal.Health;
using Paracle.AspNetCore.Internal.Problems;
using Paracle.AspNetCore.Internal.Runs;
using Paracle.AspNetCore.Internal.Streams;

namespace Paracle.AspNetCore.Internal.Json;

/// <summary>The contracts of what goes over the wire. Names are snake_case; members we do not know are ignored, members given twice are refused.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(AgentDocument))]
[JsonSerializable(typeof(AgentSpecBody))]
[JsonSerializable(typeof(AgentPage))]
[JsonSerializable(typeof(ExecutionDocument))]
[JsonSerializable(typeof(ExecutionPage))]
[JsonSerializable(typeof(RunBody))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(StartedEvent))]
[JsonSerializable(typeof(TextEvent))]
[JsonSerializable(typeof(ToolCallEvent))]
[JsonSerializable(typeof(ToolResultEvent))]
[JsonSerializable(typeof(HeartbeatEvent))]
[JsonSerializable(typeof(FailedEvent))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(LivenessDocument))]
[JsonSerializable(typeof(ReadinessDocument))]
internal sealed partial class HttpJsonContext : JsonSerializerContext;
