using Npgsql;

namespace Paracle.Store;

/// <summary>One query for many keys, for one reader at a time. Each row begins with the place of its key among them, counted from 1.</summary>
internal interface IKeyedQuery<TKey, TResult>
{
    /// <summary>What a key without rows gives.</summary>
    TResult Nothing { get; }

    /// <summary>Asks for the keys that were taken.</summary>
    KeptStatement Statement { get; }

    /// <summary>Takes keys in place of those before.</summary>
    void Take(List<TKey> keys);

    /// <summary>The result of a key after one more of its rows.</summary>
    /// <exception cref="ParacleException">The row cannot be read; its key fails alone.</exception>
    TResult Read(NpgsqlDataReader row, TKey key, TResult result);
}
