using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Caching;

public sealed class CacheKeyTests
{
    private static readonly TenantId Tenant = TenantId.Default;

    [Fact]
    public void Create_SameParts_SameKey()
    {
        var id = new ExecutionId(Guid.Parse("019bd0a5-1b5c-7000-8000-000000000001"));
        CacheKey.Create(Tenant, $"run:{id}:{7}:{true}:{"a"}").ShouldBe(CacheKey.Create(Tenant, $"run:{id}:{7}:{true}:{"a"}"));
        CacheKey.Create(Tenant, $"run").Value.ShouldContain("default");
    }

    [Fact]
    public void Create_SameTextOfAnotherType_AnotherKey()
    {
        var guid = Guid.Parse("019bd0a5-1b5c-7000-8000-000000000001");
        CacheKey[] keys =
        [
            CacheKey.Create(Tenant, $"{1}"), CacheKey.Create(Tenant, $"{"1"}"), CacheKey.Create(Tenant, $"{true}"), CacheKey.Create(Tenant, $"1"),
            CacheKey.Create(Tenant, $"{'a'}"), CacheKey.Create(Tenant, $"{97}"), CacheKey.Create(Tenant, $"a"),
            CacheKey.Create(Tenant, $"{guid}"), CacheKey.Create(Tenant, $"{guid.ToString("N")}"), CacheKey.Create(Tenant, $"{new ExecutionId(guid)}"),
        ];
        keys.ShouldBeUnique();
        CacheKey.Create(Tenant, $"{'a'}").ShouldBe(CacheKey.Create(Tenant, $"{"a"}"), "a character is a text of one");
    }

    [Fact]
    public void Create_OtherTenant_AnotherKey()
    {
        CacheKey.Create(new TenantId("a"), $"b{"c"}").ShouldNotBe(CacheKey.Create(new TenantId("ab"), $"{"c"}"));
        Should.Throw<InvalidInputException>(() => CacheKey.Create(default, $"agent"));
    }

    [Fact]
    public void Create_BadPart_Refused()
    {
        foreach (var part in Texts.BadKeys)
        {
            Should.Throw<InvalidInputException>(() => CacheKey.Create(Tenant, $"agent:{part}"), Texts.Show(part));
        }
    }

    [Fact]
    public void Create_LiteralTexts_NeverCollide()
    {
        var keys = Texts.LiteralKeys.Where(text => text.Length < 1000).Select(text => CacheKey.Create(Tenant, $"agent:{text}")).ToList();
        keys.ShouldBeUnique();
    }

    [Fact]
    public void Create_BadLiteral_Refused()
    {
        Should.Throw<InvalidInputException>(() => CacheKey.Create(Tenant, $"agent:{{agent_id}}")).Message.ShouldContain("unfilled");
        Should.Throw<InvalidInputException>(() => CacheKey.Create(Tenant, $"a\nb"));
        Should.Throw<InvalidInputException>(() => CacheKey.Create(Tenant, $"a\rb"));
        Should.Throw<InvalidInputException>(() => CacheKey.Create(Tenant, $"a\0b"));
        Should.Throw<InvalidInputException>(() => CacheKey.Create(Tenant, $"a\uD800b"));
        Should.Throw<InvalidInputException>(() => CacheKey.Create(Tenant, $""));
    }

    [Fact]
    public void Create_OverLong_Refused()
    {
        var longest = new string('k', InputRules.MaxKeyLength - CacheKey.Create(Tenant, $"{new string('k', 100)}").Value.Length + 100 - 1);
        CacheKey.Create(Tenant, $"{longest}").Value.Length.ShouldBe(InputRules.MaxKeyLength);
        Should.Throw<InvalidInputException>(() => CacheKey.Create(Tenant, $"{longest + "k"}")).Message.ShouldContain("1024");
    }

    [Fact]
    public void Default_NoKey_ThrowsWhenRead()
    {
        Should.Throw<InvalidInputException>(() => default(CacheKey).Value);
        default(CacheKey).ToString().ShouldBe("");
    }

    [Theory]
    [InlineData("agent:{agent_id}", "user")]
    [InlineData("agent:{agent_id}:{user}", "agent_id")]
    [InlineData("agent:{agent_id}", "Agent_id")]
    [InlineData("agent", "agent_id")]
    [InlineData("agent:{agent_id", "agent_id")]
    [InlineData("agent:agent_id}", "agent_id")]
    [InlineData("agent:{}", "agent_id")]
    [InlineData("agent:{{agent_id}}", "agent_id")]
    [InlineData(" ", "agent_id")]
    [InlineData("", "agent_id")]
    [InlineData(null, "agent_id")]
    [InlineData("agent:{agent_id}\n", "agent_id")]
    public void FromTemplate_HolesAndPartsDisagree_Refused(string? template, string part) => Should.Throw<InvalidInputException>(
        () => CacheKey.FromTemplate(Tenant, template!, new Dictionary<string, string>(StringComparer.Ordinal) { [part] = "x" }));

    [Fact]
    public void FromTemplate_BadPart_Refused()
    {
        foreach (var part in Texts.BadKeys)
        {
            Should.Throw<InvalidInputException>(
                () => CacheKey.FromTemplate(Tenant, "agent:{id}", new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = part! }), Texts.Show(part));
        }
    }

    [Fact]
    public void FromTemplate_HoleUsedTwice_FilledTwice()
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = "x" };
        CacheKey.FromTemplate(Tenant, "{id}:{id}", parts).ShouldBe(CacheKey.Create(Tenant, $"{"x"}:{"x"}"));
        CacheKey.FromTemplate(Tenant, "agents", new Dictionary<string, string>(StringComparer.Ordinal)).ShouldBe(CacheKey.Create(Tenant, $"agents"));
    }
}
