namespace Paracle.Cache.Redis.Internal;

/// <summary>
/// Lua that Redis runs as one step. Each touches one key, so it works on a cluster, and takes the time from the server: no host's
/// clock is trusted. Microseconds since 1970 stay exact in Lua's doubles until the year 2255.
/// </summary>
/// <param name="clock">Lua that sets <c>t</c> to seconds and microseconds: the server's own, or a test's.</param>
internal sealed class RedisScripts(string clock)
{
    /// <summary>The server's clock.</summary>
    public const string ServerClock = "local t = redis.call('TIME')";

    /// <summary>ARGV: owner, milliseconds. Returns token and end, or nil. The token outlives the lease by an hour, and is the server's
    /// time at least: it grows even after the key is gone.</summary>
    public string AcquireLease { get; } = clock + """

        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local held = redis.call('HMGET', KEYS[1], 'until', 'token')
        if held[1] and tonumber(held[1]) > now then return nil end
        local token = t[1] * 1000000 + t[2]
        if held[2] and tonumber(held[2]) >= token then token = tonumber(held[2]) + 1 end
        local reply = { string.format('%.0f', token), string.format('%.0f', now + ARGV[2]) }
        redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'token', reply[1], 'until', reply[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[2] + 3600000)
        return reply
        """;

    /// <summary>ARGV: owner, token, milliseconds (0 releases). Returns the new end, or nil when the lease is lost.</summary>
    public string ChangeLease { get; } = clock + """

        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local held = redis.call('HMGET', KEYS[1], 'owner', 'token', 'until')
        if held[1] ~= ARGV[1] or held[2] ~= ARGV[2] or tonumber(held[3]) <= now then return nil end
        local ends = string.format('%.0f', now + ARGV[3])
        redis.call('HSET', KEYS[1], 'until', ends)
        redis.call('PEXPIRE', KEYS[1], ARGV[3] + 3600000)
        return ends
        """;

    /// <summary>ARGV: size, window in microseconds, permits to take, permits to give back. Returns allowed, remaining, microseconds to wait.
    /// A full bucket is not kept.</summary>
    public string TakePermits { get; } = clock + """

        local now = t[1] * 1000000 + t[2]
        local size, window, take, back = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local kept = redis.call('HMGET', KEYS[1], 'level', 'at')
        local level = size
        if kept[1] then level = math.min(size, tonumber(kept[1]) + math.max(0, now - tonumber(kept[2])) * size / window) end
        level = math.min(size, level + back)
        local allowed, wait = 0, 0
        if level + 1e-6 >= take then
            allowed = 1
            level = level - take
        else
            wait = math.ceil((take - level) * window / size)
        end
        if level >= size then
            redis.call('DEL', KEYS[1])
        else
            redis.call('HSET', KEYS[1], 'level', string.format('%.17g', level), 'at', string.format('%.0f', now))
            redis.call('PEXPIRE', KEYS[1], math.ceil((size - level) * window / size / 1000) + 1)
        end
        return { allowed, math.max(0, math.floor(level + 1e-6)), wait }
        """;
}
