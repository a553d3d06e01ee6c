namespace Paracle;

/// <summary>The rules of <see cref="IDurableQueue"/>'s arguments, the same in every queue.</summary>
public static class QueueRules
{
    /// <summary>The most messages in one append, ids in one completion and items in one read: 1,000.</summary>
    public const int MaxBatch = 1000;

    /// <summary>The longest error that is kept with an item, in characters: 4,096.</summary>
    public const int MaxError = 4096;

    /// <summary>Checks messages about to be appended.</summary>
    /// <param name="messages">The messages.</param>
    /// <exception cref="InvalidInputException">There are none or too many, or one is malformed.</exception>
    public static void ValidateMessages(IReadOnlyList<QueueMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        InputRules.RequireRange(messages.Count, 1, MaxBatch, "number of messages");
        foreach (var message in messages)
        {
            if (message is null)
            {
                throw new InvalidInputException("messages", "One of the messages is null. Leave it out.");
            }

            message.Validate();
        }
    }

    /// <summary>Checks a request for a lane.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="owner">Who leases.</param>
    /// <param name="duration">How long the lease holds.</param>
    /// <exception cref="InvalidInputException">One is malformed.</exception>
    public static void ValidateLease(string queue, string owner, TimeSpan duration)
    {
        InputRules.RequireName(queue, "queue");
        InputRules.RequireKey(owner, "owner");
        InputRules.RequirePositive(duration, "lease duration");
    }

    /// <summary>Checks the number of items to read.</summary>
    /// <param name="maxItems">The number.</param>
    /// <exception cref="InvalidInputException">It is outside 1 to 1,000.</exception>
    public static void ValidateRead(int maxItems) => InputRules.RequireRange(maxItems, 1, MaxBatch, "max items");

    /// <summary>Checks the ids of a completion.</summary>
    /// <param name="ids">The ids.</param>
    /// <exception cref="InvalidInputException">There are more than 1,000.</exception>
    public static void ValidateIds(IReadOnlyList<long> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        InputRules.RequireRange(ids.Count, 0, MaxBatch, "number of ids");
    }

    /// <summary>Checks how long an item is put off.</summary>
    /// <param name="delay">The delay.</param>
    /// <exception cref="InvalidInputException">It is negative or over ten years.</exception>
    public static void ValidateDelay(TimeSpan delay)
    {
        if (delay != TimeSpan.Zero)
        {
            InputRules.RequirePositive(delay, "retry delay");
        }
    }

    /// <summary>Reads the id out of a cursor of <see cref="IDurableQueue.ListDeadAsync"/>.</summary>
    /// <param name="cursor">The cursor, made by <see cref="PageCursor.After"/> of the id in decimal digits.</param>
    /// <returns>The id of the last dead letter already seen.</returns>
    /// <exception cref="InvalidInputException">It is no such cursor.</exception>
    public static long ReadCursor(string cursor) =>
        long.TryParse(PageCursor.Read(cursor), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? id
            : throw PageCursor.Foreign();

    /// <summary>Makes an error fit to be kept: cut to 4,096 characters, without NUL and lone surrogates. A failing item must never fail again over its error.</summary>
    /// <param name="error">The error.</param>
    /// <returns>The text to keep.</returns>
    public static string CleanError(string? error)
    {
        if (string.IsNullOrWhiteSpace(error))
        {
            return "no reason was given";
        }

        // Round-tripping through UTF-8 turns what is not Unicode text, also a pair cut in two, into U+FFFD.
        var cut = error.Length > MaxError ? error[..MaxError] : error;
        return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(cut)).Replace('\0', '\uFFFD');
    }
}
