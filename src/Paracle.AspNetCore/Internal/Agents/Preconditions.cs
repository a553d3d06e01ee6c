using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Paracle.AspNetCore.Internal.Problems;

namespace Paracle.AspNetCore.Internal.Agents;

/// <summary>If-Match and If-None-Match of a request (RFC 9110, section 13).</summary>
internal sealed class Preconditions
{
    private readonly IList<EntityTagHeaderValue> _match;
    private readonly IList<EntityTagHeaderValue> _noneMatch;

    private Preconditions(IList<EntityTagHeaderValue> match, IList<EntityTagHeaderValue> noneMatch) => (_match, _noneMatch) = (match, noneMatch);

    public bool IsEmpty => _match.Count == 0 && _noneMatch.Count == 0;

    public static Preconditions Of(HttpRequest request) =>
        new(Parse(request.Headers.IfMatch, HeaderNames.IfMatch), Parse(request.Headers.IfNoneMatch, HeaderNames.IfNoneMatch));

    public static HttpRefusalException Failed() => new(
        StatusCodes.Status412PreconditionFailed, HttpErrorCodes.PreconditionFailed, "The agent as stored is not what the request expects. Read it again and decide anew.");

    /// <summary>Whether a reader has what is stored already.</summary>
    public bool HasCurrent(Versioned<AgentSpec> stored) => Matches(_noneMatch, AgentTag.Of(stored), isStrong: false);

    /// <summary>Holds a change against what is stored.</summary>
    /// <returns>The version the change may replace; 0 for nothing.</returns>
    public long Require(Versioned<AgentSpec>? stored)
    {
        var tag = stored is null ? null : AgentTag.Of(stored);
        if ((_match.Count > 0 && !Matches(_match, tag, isStrong: true)) || Matches(_noneMatch, tag, isStrong: false))
        {
            throw Failed();
        }

        return stored?.Version ?? 0;
    }

    private static bool Matches(IList<EntityTagHeaderValue> wanted, EntityTagHeaderValue? tag, bool isStrong) =>
        tag is not null && wanted.Any(candidate => candidate.Equals(EntityTagHeaderValue.Any) || candidate.Compare(tag, isStrong));

    private static IList<EntityTagHeaderValue> Parse(StringValues header, string name)
    {
        if (header.Count == 0)
        {
            return [];
        }

        return EntityTagHeaderValue.TryParseStrictList(header, out var tags)
            ? tags
            : throw new InvalidInputException(name, $"The header '{name}' holds no entity tags. Send the ETag of an earlier answer, quotes included, or *.");
    }
}
