namespace Paracle.Testing.Pipelines;

/// <summary>What an item is and what becomes of it.</summary>
internal readonly struct StormItem(PipelineStormPlan plan, int id)
{
    public long Result => ((long)plan.Seed << 32) ^ id;

    public long Weight => StormDice.Chance(plan.Seed, id, 1, 20) ? 1_000 : StormDice.Roll(plan.Seed, id, 2) % 5;

    public bool Fails => StormDice.Chance(plan.Seed, id, 3, plan.FailPerMille);

    public bool IsForgotten => Fails && StormDice.Roll(plan.Seed, id, 4) % 4 == 0;

    public bool Cancels => StormDice.Chance(plan.Seed, id, 5, plan.CancelPerMille);

    /// <summary>Milliseconds from enqueue to cancellation: below zero, before it; zero, at once.</summary>
    public int CancelAfter => (int)(StormDice.Roll(plan.Seed, id, 6) % 8) - 1;

    public TimeSpan? Deadline => StormDice.Roll(plan.Seed, id, 7) % 4 == 0 ? TimeSpan.FromMilliseconds(StormDice.Roll(plan.Seed, id, 8) % 5) : null;
}
