using System.ComponentModel;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>A value that its type declares to be immutable.</summary>
[ImmutableObject(true)]
public sealed record FrozenValue(string Name, int Number);

/// <summary>A value that its readers may change.</summary>
public sealed class LooseValue
{
    public string Name { get; set; } = "";

    public List<int> Numbers { get; set; } = [];
}

/// <summary>A value that its type declares to be immutable, and a derived type need not be.</summary>
[ImmutableObject(true)]
public record OpenValue(string Name);
