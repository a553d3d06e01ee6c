namespace Paracle.Cache.Redis.Internal;

/// <summary>
/// Lua for the entries of the second layer. KEYS: the value, the lease beside it, and the value's payload where it is kept apart. Every script that
/// changes something has a deadline by Redis's own clock: what a frozen server finds in its buffers when it wakes is refused, so that a write which its
/// caller gave up never undoes a later one.
/// </summary>
internal static class EntryScripts
{
    public const int Late = -1;
    public const int Refused = 0;
    public const int Done = 1;
    public const int NoRoom = -2;
    public const int Superseded = 2;

    public const int Leading = 1;
    public const int Held = 2;
    public const int Failed = 3;
    public const int Present = 4;

    // A lease is the token of its holder, 't' and 8 bytes, with a mark behind it when somebody waits; or '!' and an error that is held for a while.
    private const string Deadline = """
        local t = redis.call('TIME')
        if t[1] * 1000000 + t[2] > tonumber(ARGV[1]) then return -1 end

        """;

    private const string ReadDeadline = """
        local t = redis.call('TIME')
        if t[1] * 1000000 + t[2] > tonumber(ARGV[1]) then return { -1 } end

        """;

    /// <summary>ARGV: deadline, token, milliseconds, the version of the value that is of no use ('' when none was there, '*' for whatever is there), its offset. Returns the
    /// value if there is another one by now, or takes the lease, or tells for how long it is held.</summary>
    public const string Open = ReadDeadline + """
        local v = redis.call('GET', KEYS[1])
        if v and ARGV[4] ~= '*' then
            local at = tonumber(ARGV[5]) + 1
            if string.sub(v, at, at + 7) ~= ARGV[4] then return { 4, v } end
        end
        local l = redis.call('GET', KEYS[2])
        if not l then
            redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
            return { 1 }
        end
        local left = redis.call('PTTL', KEYS[2])
        if string.sub(l, 1, 1) == '!' then return { 3, left, string.sub(l, 2) } end
        if #l == 9 then redis.call('SET', KEYS[2], l .. 'w', 'KEEPTTL') end
        return { 2, left }
        """;

    /// <summary>ARGV: deadline, token, value, milliseconds, channel, wake, payload, the version of the value that was of no use (as for <see cref="Open"/>), its offset. Stores
    /// what a fill made if nothing was written since its lease began. Else it tells whether there is something that counts instead, or will be: another
    /// value, or another's lease. What was of no use before does not count, and neither does an error that another holds; for who looked at nothing before, whatever is there counts.</summary>
    public const string Commit = Deadline + """
        local l = redis.call('GET', KEYS[2])
        if not l or string.sub(l, 1, 9) ~= ARGV[2] then
            if l and string.sub(l, 1, 1) ~= '!' then return 2 end
            local at = tonumber(ARGV[9])
            local v = redis.call('GETRANGE', KEYS[1], at, at + 7)
            return v ~= '' and v ~= ARGV[8] and 2 or 0
        end
        local r = redis.pcall('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
        if not r.err and ARGV[7] ~= '' then r = redis.pcall('SET', KEYS[3], ARGV[7], 'PX', ARGV[4]) end
        redis.call('DEL', KEYS[2])
        if #l > 9 then redis.call('PUBLISH', ARGV[5], ARGV[6]) end
        if r.err then
            redis.call('DEL', KEYS[1], KEYS[3])
            return -2
        end
        return 1
        """;

    /// <summary>ARGV: deadline, token, channel, wake, error ('' for none), milliseconds. Ends a lease without a value, and keeps the error for a while.</summary>
    public const string Release = Deadline + """
        local l = redis.call('GET', KEYS[2])
        if not l or string.sub(l, 1, 9) ~= ARGV[2] then return 0 end
        if ARGV[5] ~= '' then
            redis.call('SET', KEYS[2], '!' .. ARGV[5], 'PX', ARGV[6])
        else
            redis.call('DEL', KEYS[2])
        end
        if #l > 9 then redis.call('PUBLISH', ARGV[3], ARGV[4]) end
        return 1
        """;

    /// <summary>ARGV: deadline, token, milliseconds. Holds a lease for longer.</summary>
    public const string Renew = Deadline + """
        local l = redis.call('GET', KEYS[2])
        if not l or string.sub(l, 1, 9) ~= ARGV[2] then return 0 end
        return redis.call('PEXPIRE', KEYS[2], ARGV[3])
        """;

    /// <summary>ARGV: deadline, value, milliseconds, channel, notice, payload. Writes a value, ends every fill, and tells the others. Without room
    /// the old value goes all the same.</summary>
    public const string Set = Deadline + """
        local r = redis.pcall('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        if not r.err and ARGV[6] ~= '' then r = redis.pcall('SET', KEYS[3], ARGV[6], 'PX', ARGV[3]) end
        redis.call('DEL', KEYS[2])
        if r.err then redis.call('DEL', KEYS[1], KEYS[3]) end
        redis.call('PUBLISH', ARGV[4], ARGV[5])
        if r.err then return -2 end
        return 1
        """;

    /// <summary>ARGV: deadline, channel, notice. Removes a value, ends every fill, and tells the others.</summary>
    public const string Remove = Deadline + """
        redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
        redis.call('PUBLISH', ARGV[2], ARGV[3])
        return 1
        """;

    /// <summary>ARGV: deadline, token, milliseconds. Begins a write-through: no fill that is at work, and none that begins before the write has ended, is stored.</summary>
    public const string BeginWrite = Deadline + """
        redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
        return 1
        """;

    /// <summary>ARGV: deadline, token, value, milliseconds, channel, notice, payload, source version (8 bytes that order as text; zeros for none), its
    /// offset. Keeps the higher source version. Where the token is gone and the version there unknown, nobody knows which is newer: the entry goes.</summary>
    public const string EndWrite = Deadline + """
        local l = redis.call('GET', KEYS[2])
        local mine = l and string.sub(l, 1, 9) == ARGV[2]
        local at = tonumber(ARGV[9])
        local kept = redis.call('GETRANGE', KEYS[1], at, at + 7)
        local known = #kept == 8 and kept ~= string.rep('\0', 8)
        local outcome = 1
        if known and kept >= ARGV[8] then
            outcome = 0
            if mine then redis.call('DEL', KEYS[2]) end
        else
            if l then redis.call('DEL', KEYS[2]) end
            if mine or known then
                local r = redis.pcall('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
                if not r.err and ARGV[7] ~= '' then r = redis.pcall('SET', KEYS[3], ARGV[7], 'PX', ARGV[4]) end
                if r.err then
                    redis.call('DEL', KEYS[1], KEYS[3])
                    outcome = -2
                end
            else
                redis.call('DEL', KEYS[1], KEYS[3])
                outcome = 0
            end
        end
        redis.call('PUBLISH', ARGV[5], ARGV[6])
        return outcome
        """;

    // The clock is never behind what a node knows. One that was lost begins anew at the time in microseconds, ahead of every version there was; one that came
    // back with an old snapshot goes on from there too.
    private const string AdvanceClock = """
        local function advance(least)
            local clock = redis.call('HGET', KEYS[1], 'clock')
            if not clock or tonumber(clock) < least then redis.call('HSET', KEYS[1], 'clock', string.format('%.0f', least)) end
        end
        local now = t[1] * 1000000 + t[2]

        """;

    /// <summary>KEYS: the clock, the tag. ARGV: deadline, the node's clock, milliseconds, channel, notice. Removes a tag: the clock's new value is its version.</summary>
    public const string RemoveTag = Deadline + AdvanceClock + """
        if redis.call('HEXISTS', KEYS[1], 'clock') == 0 then advance(now) end
        advance(tonumber(ARGV[2]))
        local clock = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 'clock', 1))
        redis.call('SET', KEYS[2], clock, 'PX', ARGV[3])
        redis.call('PUBLISH', ARGV[4], ARGV[5] .. clock)
        return clock
        """;

    /// <summary>KEYS: the clock, the servers that are known, then one tag each. ARGV: an epoch to begin if it must, the node's clock, the servers. Returns the
    /// epoch, the clock, Redis's time and the versions of the tags. A server that is new has lost or may bring back anything: that begins an epoch.</summary>
    public const string Beat = """
        local t = redis.call('TIME')

        """ + AdvanceClock + """
        local isNew = false
        for i = 3, #ARGV do
            if redis.call('SISMEMBER', KEYS[2], ARGV[i]) == 0 then isNew = true end
        end
        local epoch = redis.call('HGET', KEYS[1], 'epoch')
        if isNew or not epoch then
            if redis.call('SCARD', KEYS[2]) > 1000 then redis.call('DEL', KEYS[2]) end
            for i = 3, #ARGV do redis.call('SADD', KEYS[2], ARGV[i]) end
            epoch = ARGV[1]
            redis.call('HSET', KEYS[1], 'epoch', epoch)
            advance(now)
        end
        advance(tonumber(ARGV[2]))
        local reply = { epoch, redis.call('HGET', KEYS[1], 'clock'), string.format('%.0f', now) }
        for i = 3, #KEYS do reply[i + 1] = redis.call('GET', KEYS[i]) or '0' end
        return reply
        """;
}
