using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Internal;

/// <summary>Writes and removes: here, in the second layer, and through it everywhere.</summary>
internal sealed class Writer(FirstLayer first, SecondLayer? second, EntryMaker maker, Versions versions, Commits commits, CacheTelemetry telemetry, string name)
{
    public async ValueTask SetAsync<T>(EntryCall call, T value)
    {
        var mark = Begin(call.Key);
        var isShared = second is not null && call.WritesShared;
        var made = maker.Make(call, value, fill: null, Origin(isShared ? versions.Next() : 0), isShared);
        var isKept = made.IsCacheable;
        if (isShared)
        {
            isKept &= made.IsCacheable
                ? await ShareAsync(call, () => second!.Redis.SetAsync(call.Key, second.Encode(call, made, call.Policy.FailSafe, StoredHeader.NoSourceVersion))).ConfigureAwait(false)
                : await ShareAsync(call, () => second!.Redis.RemoveAsync(call.Key)).ConfigureAwait(false);
        }

        End(call, mark, isKept ? made.Entry : null, isShared);
    }

    public async ValueTask RemoveAsync(string key)
    {
        first.Change(key);
        if (second is not null)
        {
            if (!second.Redis.IsUp || await second.Redis.RemoveAsync(key).ConfigureAwait(false) != WriteOutcome.Done)
            {
                commits.MustRemove(key);
            }
            else
            {
                telemetry.InvalidationSent(name, "key");
            }

            // What began to be read between the two.
            first.Change(key);
        }
    }

    public async ValueTask RemoveTagAsync(string tag)
    {
        var isAll = string.Equals(tag, TagNames.Everything, StringComparison.Ordinal);
        if (second is null)
        {
            first.Tags.RemoveHere(tag);
        }
        else if (second.Redis.IsUp && await second.Redis.RemoveTagAsync(tag, first.Tags.Clock).ConfigureAwait(false) is { } removedAt)
        {
            telemetry.InvalidationSent(name, "tag");
            first.Tags.Remove(tag, removedAt);
        }
        else
        {
            // The clock cannot be asked: what is in memory and what is under way must go without it. The changes count first: what lands after the
            // tag was severed hangs on nothing that was.
            commits.MustRemoveTag(tag);
            first.Changes.ChangeAll();
            first.Tags.Sever(tag);
            first.Flights.ForgetAll();
        }

        if (isAll)
        {
            first.ChangeAll();
        }
    }

    /// <summary>Writes to the source and then to both layers; see <see cref="EntryScripts.EndWrite"/> for who wins.</summary>
    public async ValueTask<T> WriteThroughAsync<TState, T>(
        EntryCall call, TState state, Func<TState, CancellationToken, ValueTask<SourceWrite<T>>> writeSource, CancellationToken cancellationToken)
    {
        var mark = Begin(call.Key);
        var origin = Origin(second is null ? 0 : versions.Next());
        var token = Versions.Token(origin.Version);
        var begins = second is { Redis.IsUp: true }
            && await second.Redis.BeginWriteAsync(call.Key, token, call.Policy.LoadDeadline).ConfigureAwait(false) == WriteOutcome.Done;
        SourceWrite<T> written;
        try
        {
            written = await writeSource(state, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The source may have it or not.
            await RemoveAsync(call.Key).ConfigureAwait(false);
            throw;
        }

        // A version is what racing writers are ordered by; without one, nobody can tell whose value is the last.
        if (written.Version is not { } version || version == StoredHeader.NoSourceVersion)
        {
            await RemoveAsync(call.Key).ConfigureAwait(false);
            return written.Value;
        }

        var made = maker.Make(call, written.Value, fill: null, origin, second is not null);
        if (!made.IsCacheable || (second is not null && !begins))
        {
            await RemoveAsync(call.Key).ConfigureAwait(false);
            return written.Value;
        }

        var isKept = second is null || await ShareAsync(
            call,
            () => second.Redis.EndWriteAsync(
                call.Key, token, second.Encode(call, made, call.Policy.FailSafe, version), StoredHeader.OrderedSourceVersion(version))).ConfigureAwait(false);
        End(call, mark, isKept ? made.Entry : null, second is not null);
        return written.Value;
    }

    private MemoryMark Begin(string key)
    {
        first.Change(key);
        return first.Note(key);
    }

    // Keeps what was written unless another change of the key came between, or what somebody read in the second layer: then nobody here knows which was the last.
    private void End(EntryCall call, MemoryMark mark, CacheEntry? entry, bool isShared)
    {
        var isLast = !first.Changes.IsOvertaken(mark.Changes);
        var wasRead = first.Change(call.Key);
        if (isLast && !(isShared && wasRead) && entry is not null && call.WritesMemory)
        {
            first.Keep(entry, mark.AfterOwnChange(), entry.Generation);
        }
    }

    private EntryOrigin Origin(long version) => new(version, first.Tags.Clock, second?.Redis.Link.Generation ?? 0);

    /// <summary>Makes a change in the second layer; false when what was written is not what it holds now.</summary>
    private async ValueTask<bool> ShareAsync(EntryCall call, Func<ValueTask<WriteOutcome>> change)
    {
        var outcome = second!.Redis.IsUp ? await change().ConfigureAwait(false) : WriteOutcome.Unknown;
        if (outcome == WriteOutcome.Unknown)
        {
            commits.MustRemove(call.Key);
            return true;
        }

        telemetry.InvalidationSent(name, "key");
        return outcome != WriteOutcome.Refused;
    }
}
