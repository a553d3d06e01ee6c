using System.Buffers;
using System.Text;
using System.Text.Json;
using Paracle.Runtime.Internal.Agents;

namespace Paracle.Runtime.Tests.Agents;

public sealed class CachedAgentSerializerTests
{
    private readonly CachedAgentSerializer _serializer = new();

    [Fact]
    public void Serialize_EveryMember_ComesBack()
    {
        var agent = new CachedAgent(
            new TenantId("acme"),
            new AgentSpec
            {
                Name = "helper",
                Parent = "base",
                Instructions = "Be \"brief\".\n\U0001F600",
                Provider = "main",
                Model = "m-1",
                Temperature = 0.25f,
                MaxOutputTokens = 7,
                Tools = ["a", "b"],
                Metadata = new Dictionary<string, string> { ["k"] = "v" },
            },
            new DateTimeOffset(2026, 1, 15, 12, 0, 0, 123, TimeSpan.Zero));
        var buffer = new ArrayBufferWriter<byte>();

        _serializer.Serialize(agent, buffer);
        var back = _serializer.Deserialize(new ReadOnlySequence<byte>(buffer.WrittenMemory));

        back.Spec.Tools.ShouldBe(agent.Spec.Tools);
        back.Spec.Metadata.ShouldBe(agent.Spec.Metadata);
        (back with { Spec = back.Spec with { Tools = agent.Spec.Tools, Metadata = agent.Spec.Metadata } }).ShouldBe(agent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"Tenant":"acme"}""")]
    public void Deserialize_BrokenValue_Throws(string json) =>
        Should.Throw<JsonException>(() =>
        {
            var agent = _serializer.Deserialize(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)));
            _ = agent.Spec.Name;
        });
}
