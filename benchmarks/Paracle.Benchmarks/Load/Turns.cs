namespace Paracle.Benchmarks.Load;

/// <summary>Runs those who are compared in turns, so that what the machine does besides hits all of them, and takes the medians over the rounds.</summary>
internal static class Turns
{
    /// <param name="rounds">How often each is measured. A round for warming up goes before.</param>
    /// <param name="contestants">Each runs for a bounded time and says what it did.</param>
    public static async Task<LoadFigures[]> CompareAsync(int rounds, params Func<Task<LoadFigures>>[] contestants)
    {
        var figures = contestants.Select(_ => new List<LoadFigures>()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                var turn = round % 2 == 0 ? i : contestants.Length - 1 - i;
                var measured = await contestants[turn]();
                if (round > 0)
                {
                    figures[turn].Add(measured);
                }
            }
        }

        return [.. figures.Select(LoadFigures.Median)];
    }
}
