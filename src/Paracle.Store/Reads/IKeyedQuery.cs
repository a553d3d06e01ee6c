using Npgsql;

namespace Paracle.Store;

/// <summary>One query for many keys. Each row begins with the place of its key among them, counted from 1.</summary>
internal interface IKeyedQuery<TKey, TResult>
{
    /// <summary>What a key without rows gives.</summary>
    TResult Nothing { get; }

    SqlStatement Select(IReadOnlyList<TKey> keys);

    /// <summary>The result of a key after one more of its rows.</summary>
    /// <exception cref="ParacleException">The row cannot be read; its key fails alone.</exception>
    TResult Read(NpgsqlDataReader row, TKey key, TResult result);
}
