using System.Buffers;

namespace Paracle.Store;

/// <summary>The name of a schema or table. The only text besides constants that gets into SQL: it passes an allow-list first, and is quoted.</summary>
internal readonly record struct SqlIdentifier
{
    // What NAMEDATALEN leaves; the server would cut a longer name silently. The allowed letters are one byte each.
    private const int MaxLength = 63;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    private readonly string? _name;

    public SqlIdentifier(string name) =>
        _name = IsValid(name)
            ? name
            : throw new InvalidInputException(
                "identifier", $"An identifier has 1 to {MaxLength} lower-case ASCII letters, digits and underscores, and begins with neither a digit nor 'pg_'. Rename it.");

    /// <summary>The bare name, for parameters and messages.</summary>
    public string Name => _name ?? throw new InvalidOperationException("The identifier was never named.");

    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength }
        && !char.IsAsciiDigit(name[0])
        && !name.StartsWith("pg_", StringComparison.Ordinal)
        && !name.AsSpan().ContainsAnyExcept(Allowed);

    /// <summary>The name as SQL takes it, whatever word it is.</summary>
    public override string ToString() => $"\"{Name}\"";
}
