namespace Paracle.Torture.Stores;

/// <summary>Appends messages of one key, numbered from 1, at times together with an execution, and tells its parent what was acknowledged.</summary>
internal sealed class MessageProducer(IDurableQueue queue, HostIdentity identity, string key, HostCalls calls, HostReport report, Random random)
{
    public const string Queue = "torture";

    /// <summary>Names the effect of a message: its key and number.</summary>
    public static string EffectOf(string key, long number) => $"{key}/{number}";

    /// <param name="period">The time from one append to the next.</param>
    /// <param name="drain">Ends it once what it began is appended.</param>
    /// <param name="end">Ends it at once.</param>
    public async Task RunAsync(TimeSpan period, CancellationToken drain, CancellationToken end)
    {
        var pace = new Pace(period);
        for (var number = 0L; !drain.IsCancellationRequested;)
        {
            await pace.WaitAsync(end);
            QueueMessage[] messages = [.. Enumerable.Range(0, random.Next(1, 6)).Select(i => Message(number + 1 + i))];
            var last = number + messages.Length;
            if (random.Next(4) == 0)
            {
                await AppendWithExecutionAsync(messages, number + 1, last, end);
            }
            else
            {
                report.Say(HostWord.Appending, key, number + 1, last, "-");
                await calls.UntilAnsweredAsync(
                    async () =>
                    {
                        await queue.AppendAsync(messages, end);
                        return true;
                    },
                    end);
            }

            report.Say(HostWord.Appended, key, last);
            number = last;
        }
    }

    private async Task AppendWithExecutionAsync(QueueMessage[] messages, long first, long last, CancellationToken end)
    {
        var execution = ExecutionProducer.Succeed(ExecutionProducer.Begin(identity.Name));
        report.Say(HostWord.Appending, key, first, last, execution.Id);
        report.Say(HostWord.Tried, execution.Id, execution.Version, execution.State);
        var (outcome, isRepeated) = await calls.UntilAnsweredAsync(() => queue.AppendAsync(execution, messages, end), end);
        if (outcome == ExecutionWriteOutcome.Superseded && !isRepeated)
        {
            report.Say(HostWord.Broken, $"{execution.Id} with its messages was superseded by nobody");
        }

        report.Say(HostWord.Stored, execution.Id, execution.Version, execution.State);
    }

    private QueueMessage Message(long number) => new()
    {
        Queue = Queue,
        Tenant = ExecutionProducer.Tenant,
        Key = key,
        IdempotencyKey = EffectOf(key, number),
        Payload = BitConverter.GetBytes(number),
    };
}
