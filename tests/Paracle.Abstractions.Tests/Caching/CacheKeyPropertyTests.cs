using CsCheck;

namespace Paracle.Abstractions.Tests.Caching;

public sealed class CacheKeyPropertyTests
{
    // Few characters, all of them ones that keys are built of, so that a way to collide would be met.
    private static readonly Gen<string> Text = Gen.OneOf("s", "l", "t", "i", "g", "b", "e", "1", "2", "3", ":", "|", "a", "é", "e\u0301", "1:", "|s1:a", "true", "*", "_")
        .Array[1, 4].Select(string.Concat);

    private static readonly Gen<string> AnyText = Gen.OneOf<string>(
        Text, Gen.OneOf("{", "}", "{}", "{a}", "{{", "[", "\ta", "\\", "😀", "\u212B", "\u00C5"), Gen.String[Gen.Char['\u0020', '\uD7FF'], 1, 6].Where(text => !string.IsNullOrWhiteSpace(text)));

    private static readonly Gen<object> Part = Gen.OneOf<object>(
        Text.Select(object (text) => new Literal(text)),
        AnyText.Select(object (text) => text),
        Gen.OneOf<long>(Gen.Long[-3, 3], Gen.Long).Select(object (number) => number),
        Gen.Bool.Select(object (value) => value),
        Gen.OneOf<Guid>(Gen.Const(Guid.Empty), Gen.Guid).Select(object (guid) => guid));

    private static readonly Gen<Key> Keys = Gen.Select(
        Gen.OneOf("default", "a", "a1", "t1"), Part.Array[1, 4], (tenant, parts) => new Key(new TenantId(tenant), parts));

    [Fact]
    public void Create_AnyTwo_EqualOnlyIfEveryPartIs() => Gen.Select(Keys, Keys).Sample(
        pair => (Make(pair.Item1) == Make(pair.Item2)) == pair.Item1.IsSameAs(pair.Item2), iter: 50_000);

    [Fact]
    public void Create_OnePartChangedMovedOrDropped_AnotherKey() => Gen.Select(Keys, Part, Gen.Int[0, 3], Gen.Int[0, 3]).Sample(
        (key, part, at, how) =>
        {
            var parts = key.Parts.ToList();
            at = Math.Min(at, parts.Count - 1);
            switch (how)
            {
                case 0:
                    parts[at] = part;
                    break;
                case 1:
                    parts.Insert(at, part);
                    break;
                case 2 when parts.Count > 1:
                    parts.RemoveAt(at);
                    break;
                default:
                    parts.Reverse();
                    break;
            }

            var changed = key with { Parts = [.. parts] };
            return (Make(key) == Make(changed)) == key.IsSameAs(changed);
        },
        iter: 50_000);

    [Fact]
    public void Create_TextCutElsewhere_AnotherKey() => Gen.Select(AnyText, AnyText, AnyText).Sample(
        (a, b, c) => new[] { Create(a + b, c), Create(a, b + c), Create(a + b + c), Create(a, b, c) }.Distinct().Count() == 4, iter: 20_000);

    [Fact]
    public void FromTemplate_AnyParts_SameAsTheInterpolatedString() => Gen.Select(AnyText, AnyText).Sample(
        (first, second) => CacheKey.FromTemplate(
                TenantId.Default, "agent:{agent_id}:of:{user}", new Dictionary<string, string>(StringComparer.Ordinal) { ["user"] = second, ["agent_id"] = first })
            == CacheKey.Create(TenantId.Default, $"agent:{first}:of:{second}"),
        iter: 5_000);

    private static CacheKey Create(params string[] parts) => Make(new Key(TenantId.Default, parts));

    private static CacheKey Make(Key key)
    {
        var handler = new CacheKeyHandler(0, key.Parts.Length, key.Tenant);
        foreach (var part in key.Parts)
        {
            switch (part)
            {
                case Literal literal:
                    handler.AppendLiteral(literal.Text);
                    break;
                case string text:
                    handler.AppendFormatted(text);
                    break;
                case long number:
                    handler.AppendFormatted(number);
                    break;
                case bool value:
                    handler.AppendFormatted(value);
                    break;
                default:
                    handler.AppendFormatted((Guid)part);
                    break;
            }
        }

        return CacheKey.Create(key.Tenant, handler);
    }

    private sealed record Literal(string Text);

    private sealed record Key(TenantId Tenant, object[] Parts)
    {
        public bool IsSameAs(Key other) => Tenant == other.Tenant && Parts.SequenceEqual(other.Parts);
    }
}
