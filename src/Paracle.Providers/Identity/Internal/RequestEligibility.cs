using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;

namespace Paracle.Providers.Identity.Internal;

/// <summary>Which requests may get an answer that was made for another one.</summary>
internal sealed class RequestEligibility(RequestIdentities identities, ITenantResolver tenants)
{
    public string? ModelOf(ChatOptions? options) => identities.ModelOf(options);

    /// <summary>Identifies a request that may share its answer: the temperature is explicitly 0, or the caller allows it.</summary>
    /// <param name="messages">The messages; replaced by a list if they had to be read, for they may be readable but once.</param>
    /// <param name="options">The options.</param>
    /// <param name="request">The request.</param>
    /// <returns>False when the call must be made for this caller alone.</returns>
    /// <exception cref="InvalidInputException">The request may share its answer, and names no tenant where there are several.</exception>
    public bool TryIdentify(ref IEnumerable<ChatMessage> messages, ChatOptions? options, out IdentifiedRequest request)
    {
        request = default;
        if (options is null || (options.Temperature != 0 && options.FindParacle()?.AllowCaching != true))
        {
            return false;
        }

        var tenant = CallTenant.Of(options, tenants);
        var list = messages.ToMessages();
        messages = list;
        if (!identities.TryFind(tenant, list, options, out var identity))
        {
            return false;
        }

        request = new IdentifiedRequest(identity, tenant, list);
        return true;
    }
}
