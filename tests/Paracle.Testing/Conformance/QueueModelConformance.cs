namespace Paracle.Testing.Conformance;

/// <summary>Compares an <see cref="IDurableQueue"/> with the simplest queue there can be, over random histories.</summary>
public abstract class QueueModelConformance : QueueConformance
{
    private const int Steps = 300;

    private readonly List<Entry> _model = [];

    [Theory]
    [InlineData(DeadLetterMode.BlockKey, 1)]
    [InlineData(DeadLetterMode.BlockKey, 2)]
    [InlineData(DeadLetterMode.BlockKey, 3)]
    [InlineData(DeadLetterMode.SkipItem, 4)]
    [InlineData(DeadLetterMode.SkipItem, 5)]
    public async Task AnyHistory_OneLane_ReadsAsTheModelSays(DeadLetterMode mode, int seed)
    {
        var random = new Random(seed);
        var queue = await OpenAsync(new DurableQueueOptions { Lanes = 1, DeadLetterMode = mode });
        await AppendAsync(queue, random);
        var lane = (await queue.LeaseLaneAsync(Queue, "worker", TimeSpan.FromDays(300), Token)).ShouldNotBeNull();
        for (var step = 0; step < Steps; step++)
        {
            var read = await ReadAsync(queue, lane);
            var due = Due(mode).ToList();
            read.Select(item => (item.Message.IdempotencyKey, item.Attempts)).ShouldBe(due.Select(entry => (entry.Effect, entry.Attempts)), $"seed {seed}, step {step}");
            foreach (var (entry, item) in due.Zip(read))
            {
                entry.Id = item.Id;
            }

            await StepAsync(queue, lane, random);
        }

        var dead = await Paging.ReadAllAsync(page => queue.ListDeadAsync(Queue, page, Token), 7);
        dead.Select(item => item.Id).ShouldBe(_model.Where(entry => entry.IsDead).Select(entry => entry.Id));
        var depth = await queue.GetDepthAsync(Queue, Token);
        (depth.Waiting, depth.Dead).ShouldBe((_model.Count(entry => !entry.IsDead), dead.Count));
    }

    private async Task StepAsync(IDurableQueue queue, QueueLane lane, Random random)
    {
        var picked = Pick(_model.Where(entry => entry is { Id: > 0, IsDead: false }), random);
        var dead = Pick(_model.Where(entry => entry.IsDead), random);
        switch (random.Next(9))
        {
            case 0 or 1 or 2:
                await AppendAsync(queue, random);
                break;
            case 3 when picked is not null:
                await queue.CompleteAsync(lane, [picked.Id], Token);
                _model.Remove(picked);
                break;
            case 4 when picked is not null:
                var delay = TimeSpan.FromMinutes(random.Next(4) * 10);
                await queue.RetryAsync(lane, picked.Id, delay, "later", Token);
                (picked.DueAt, picked.Attempts) = (Time.GetUtcNow() + delay, picked.Attempts + 1);
                break;
            case 5 when picked is not null:
                await queue.DeadLetterAsync(lane, picked.Id, "no", Token);
                (picked.IsDead, picked.Attempts) = (true, picked.Attempts + 1);
                break;
            case 6 when dead is not null:
                (await queue.ReviveAsync(Queue, dead.Id, Token)).ShouldBeTrue();
                (dead.IsDead, dead.Attempts, dead.DueAt) = (false, 0, DateTimeOffset.MinValue);
                break;
            case 7 when dead is not null:
                (await queue.DiscardAsync(Queue, dead.Id, Token)).ShouldBeTrue();
                _model.Remove(dead);
                break;
            default:
                await AdvanceAsync(TimeSpan.FromMinutes(5));
                break;
        }
    }

    private async Task AppendAsync(IDurableQueue queue, Random random)
    {
        var message = Message("abcd"[random.Next(4)].ToString());
        await queue.AppendAsync([message], Token);
        _model.Add(new Entry(message.IdempotencyKey, message.Key));
    }

    private IEnumerable<Entry> Due(DeadLetterMode mode) => _model.Where((entry, at) =>
        !entry.IsDead && entry.DueAt <= Time.GetUtcNow() && !_model.Take(at).Any(earlier =>
            string.Equals(earlier.Key, entry.Key, StringComparison.Ordinal)
            && (earlier.IsDead ? mode == DeadLetterMode.BlockKey : earlier.DueAt > Time.GetUtcNow())));

    private static Entry? Pick(IEnumerable<Entry> entries, Random random) => entries.OrderBy(_ => random.Next()).FirstOrDefault();

    /// <summary>An item of the model, in the order of appending. Its id is known once it was read.</summary>
    private sealed class Entry(string effect, string key)
    {
        public string Effect => effect;

        public string Key => key;

        public long Id { get; set; }

        public DateTimeOffset DueAt { get; set; }

        public int Attempts { get; set; }

        public bool IsDead { get; set; }
    }
}
