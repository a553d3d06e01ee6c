namespace Paracle.Benchmarks.Results;

/// <summary>A goal out of the performance goals, and what this run has shown.</summary>
internal sealed record Gate(string Name, double Value, double Target, bool IsUpperBound)
{
    public bool IsMet => IsUpperBound ? Value <= Target : Value >= Target;

    public static Gate AtMost(string name, double value, double target) => new(name, value, target, IsUpperBound: true);

    public static Gate AtLeast(string name, double value, double target) => new(name, value, target, IsUpperBound: false);

    public override string ToString() => $"gate {Name} value={Value:0.###} target={Target:0.###} {(IsMet ? "ok" : "short")}";
}
