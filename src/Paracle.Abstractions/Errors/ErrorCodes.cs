namespace Paracle;

/// <summary>The stable codes of <see cref="ParacleException.Code"/>. A code is never renamed; clients and dashboards may match on it.</summary>
public static class ErrorCodes
{
    /// <summary>The caller's input breaks a rule.</summary>
    public const string InvalidInput = "invalid_input";

    /// <summary>The host's set-up lacks or contradicts something.</summary>
    public const string Configuration = "configuration";

    /// <summary>The named thing does not exist in this tenant.</summary>
    public const string NotFound = "not_found";

    /// <summary>The stored version is not the expected one, or the change contradicts what is stored.</summary>
    public const string Conflict = "conflict";

    /// <summary>The caller holds no grant for it.</summary>
    public const string AccessDenied = "access_denied";

    /// <summary>A bounded queue is full.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>A bounded store in memory is full.</summary>
    public const string StoreFull = "store_full";

    /// <summary>A run reached its bound of model calls.</summary>
    public const string StepLimit = "step_limit";

    /// <summary>A run reached its bound of tool calls.</summary>
    public const string ToolCallLimit = "tool_call_limit";

    /// <summary>A run reached its bound of time, or a model call its deadline.</summary>
    public const string TimeLimit = "time_limit";

    /// <summary>A budget of tokens or money has no room left.</summary>
    public const string BudgetExhausted = "budget_exhausted";

    /// <summary>A rate limit has no permit left within the caller's patience.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>A store, queue or pipeline is not started, is stopping, or its server does not answer.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>A lease or lane is held by another owner now.</summary>
    public const string LeaseLost = "lease_lost";

    /// <summary>The host that ran the execution was lost: its lease ended and was not renewed.</summary>
    public const string HostLost = "host_lost";

    /// <summary>The provider refused, failed, or broke its answer off.</summary>
    public const string Provider = "provider";

    /// <summary>The caller cancelled the run.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>An error nobody foresaw; the log has the details.</summary>
    public const string Internal = "internal";
}
