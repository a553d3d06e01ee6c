namespace Paracle.Benchmarks.Servers;

/// <summary>Processor time spent by each who takes part, between two moments.</summary>
/// <param name="Elapsed">The time between them.</param>
/// <param name="Server">The servers; at most one of them is under load.</param>
/// <param name="Postgres">PostgreSQL, with the pooler.</param>
/// <param name="Redis">Redis.</param>
/// <param name="Model">The simulated model.</param>
/// <param name="Generator">This program, which makes the load.</param>
/// <param name="Machine">Everybody on the machine, these included.</param>
internal readonly record struct Expense(
    TimeSpan Elapsed, TimeSpan Server, TimeSpan Postgres, TimeSpan Redis, TimeSpan Model, TimeSpan Generator, TimeSpan Machine)
{
    /// <summary>How much of the machine others took, from 0 to 1.</summary>
    public double Others => Math.Max(0, (Machine - Server - Postgres - Redis - Model - Generator) / Elapsed / Environment.ProcessorCount);

    public static Expense operator +(Expense a, Expense b) => new(
        a.Elapsed + b.Elapsed, a.Server + b.Server, a.Postgres + b.Postgres, a.Redis + b.Redis, a.Model + b.Model, a.Generator + b.Generator, a.Machine + b.Machine);

    public static Expense operator -(Expense a, Expense b) => new(
        a.Elapsed - b.Elapsed, a.Server - b.Server, a.Postgres - b.Postgres, a.Redis - b.Redis, a.Model - b.Model, a.Generator - b.Generator, a.Machine - b.Machine);

    /// <summary>Microseconds of one participant's time for each request, at a rate of requests.</summary>
    public double Microseconds(TimeSpan time, double perSecond) => time / Elapsed / perSecond * 1_000_000;
}
