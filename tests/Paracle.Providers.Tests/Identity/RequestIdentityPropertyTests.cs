using Microsoft.Extensions.AI;
using static Paracle.Providers.Tests.Identity.IdentitySample;

namespace Paracle.Providers.Tests.Identity;

public sealed class RequestIdentityPropertyTests
{
    private const int Pairs = 5_000;

    // Few and alike, so that pairs often agree in most places, and texts meet at their borders.
    private static readonly string[] Texts = ["", "a", "b", "ab", "a\0", "\0a", "1:a", "user", "\uD800", "{}", "null"];

    [Fact]
    public void Pairs_ThatDifferInAnything_HaveDifferentIdentities()
    {
        var random = new Random(20260701);
        var seen = new Dictionary<object, string>();
        for (var pair = 0; pair < Pairs; pair++)
        {
            var request = Request.Make(random);
            var identity = Find(request.Messages(random), request.Options(random), request.Tenant).ShouldNotBeNull();

            seen.TryAdd(identity, request.Description);
            seen[identity].ShouldBe(request.Description);
            Find(request.Messages(random), request.Options(random), request.Tenant).ShouldBe(identity, "What is volatile changed the identity.");
        }

        seen.Values.Distinct().Count().ShouldBe(seen.Count);
    }

    [Fact]
    public void Pairs_OfTwoTenants_NeverShare()
    {
        var random = new Random(7);
        for (var pair = 0; pair < Pairs; pair++)
        {
            var request = Request.Make(random);
            Find(request.Messages(random), request.Options(random), "acme").ShouldNotBe(Find(request.Messages(random), request.Options(random), "acme.x"));
        }
    }

    /// <summary>A request by its description: two with one description may share an answer, two with different ones may not.</summary>
    private sealed record Request(string Tenant, string Model, float? Temperature, int? TopK, string? Instructions, string[] Stops, bool AllowsBatching, (string Role, string[] Texts)[] Parts)
    {
        public string Description => string.Join(
            '\u0001', [Tenant, Model, Print(Temperature), Print(TopK), Print(Instructions), Print(Stops), Print(AllowsBatching), .. Parts.Select(part => $"{part.Role}>{Print(part.Texts)}")]);

        public static Request Make(Random random) => new(
            random.Next(4) == 0 ? "default" : "acme",
            random.Next(2) == 0 ? "m" : "m2",
            random.Next(3) switch { 0 => null, 1 => 0, _ => 1 },
            random.Next(3) == 0 ? random.Next(2) : null,
            random.Next(2) == 0 ? null : Pick(random),
            Many(random),
            random.Next(4) == 0,
            [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => (random.Next(2) == 0 ? "user" : "assistant", Many(random)))]);

        public List<ChatMessage> Messages(Random random) =>
        [
            .. Parts.Select(part => new ChatMessage(new ChatRole(part.Role), [.. part.Texts.Select(text => new TextContent(text))])
            {
                MessageId = random.Next().ToString(),
                CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(random.Next()),
            }),
        ];

        public ChatOptions Options(Random random) => new ChatOptions
        {
            ModelId = Model,
            Temperature = Temperature,
            TopK = TopK,
            Instructions = Instructions,
            StopSequences = [.. Stops],
        }.WithParacle(new LlmCallContext
        {
            Tenant = new TenantId(Tenant),
            Agent = Pick(random),
            Subject = Pick(random),
            AllowBatching = AllowsBatching,
            AllowCaching = random.Next(2) == 0,
        });

        private static string[] Many(Random random) => [.. Enumerable.Range(0, random.Next(3)).Select(_ => Pick(random))];

        private static string Pick(Random random) => Texts[random.Next(Texts.Length)];

        private static string Print(object? value) => value switch
        {
            null => "-",
            string[] texts => string.Join('\u0002', texts.Select(Print).Prepend(texts.Length.ToString())),
            string text => string.Concat(text.Select(character => ((int)character).ToString("x4"))) + ".",
            _ => value.ToString()!,
        };
    }
}
