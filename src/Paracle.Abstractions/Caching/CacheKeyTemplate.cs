namespace Paracle;

internal static class CacheKeyTemplate
{
    public static string Fill(TenantId tenant, string template, IReadOnlyDictionary<string, string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var rest = InputRules.RequireKey(template, "cache key template");
        var key = new CacheKeyHandler(template.Length, parts.Count, tenant);
        var used = new HashSet<string>(StringComparer.Ordinal);
        while (rest.Length > 0)
        {
            var open = rest.IndexOf('{', StringComparison.Ordinal);
            if (open != 0)
            {
                key.AppendLiteral(open < 0 ? rest : rest[..open]);
                rest = open < 0 ? "" : rest[open..];
                continue;
            }

            var close = rest.IndexOf('}', StringComparison.Ordinal);
            var name = close < 0 ? "" : rest[1..close];
            if (!parts.TryGetValue(name, out var value))
            {
                throw new InvalidInputException("cache key template", $"The cache key template '{template}' has a hole '{name}' without a value. Give one.");
            }

            key.AppendFormatted(value);
            used.Add(name);
            rest = rest[(close + 1)..];
        }

        if (used.Count < parts.Count)
        {
            throw new InvalidInputException("cache key template", $"The cache key template '{template}' has no hole for a value that was given: the keys would collide. Add the hole.");
        }

        return key.Complete();
    }
}
