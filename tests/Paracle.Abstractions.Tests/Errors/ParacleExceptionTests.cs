namespace Paracle.Abstractions.Tests.Errors;

public sealed class ParacleExceptionTests
{
    private static readonly Exception Cause = new TimeoutException();

    public static TheoryData<ParacleException, string> Kinds { get; } = new()
    {
        { new AccessDeniedException("m"), "access_denied" },
        { new ConfigurationException("m", Cause), "configuration" },
        { new ConflictException("m"), "conflict" },
        { new InvalidInputException("in", "m", Cause), "invalid_input" },
        { new LeaseLostException("m"), "lease_lost" },
        { new LimitExceededException(ErrorCodes.QueueFull, "m", Cause), "queue_full" },
        { new NotFoundException("m"), "not_found" },
        { new ProviderException("m", Cause), "provider" },
        { new UnavailableException("m", Cause), "unavailable" },
    };

    [Theory]
    [MemberData(nameof(Kinds), DisableDiscoveryEnumeration = true)]
    public void New_EveryKind_HasItsCodeMessageAndCause(ParacleException error, string code)
    {
        (error.Code, error.Message, error.ExecutionId).ShouldBe((code, "m", null));
        error.InnerException.ShouldBeOneOf(null, Cause);
    }

    [Fact]
    public void Codes_AsClientsMatchThem_NeverChange() =>
        typeof(ErrorCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(StringComparer.Ordinal).ShouldBe(
        [
            "access_denied", "budget_exhausted", "cancelled", "configuration", "conflict", "host_lost", "internal", "invalid_input", "lease_lost", "not_found",
            "provider", "queue_full", "rate_limited", "step_limit", "store_full", "time_limit", "tool_call_limit", "unavailable",
        ]);
}
