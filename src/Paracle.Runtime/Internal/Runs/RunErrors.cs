namespace Paracle.Runtime.Internal.Runs;

/// <summary>Ties errors to an execution. An error may be shared by many runs, so each gets its own, with the shared one as its cause.</summary>
internal static class RunErrors
{
    public static ParacleException WithExecution(this ParacleException error, ExecutionId id) => error switch
    {
        { ExecutionId: { } own } when own == id => error,
        ProviderException provider => new ProviderException(error.Message, error)
        {
            Provider = provider.Provider,
            Status = provider.Status,
            RetryAfter = provider.RetryAfter,
            ExecutionId = id,
        },
        LimitExceededException limit => new LimitExceededException(error.Code, error.Message, error) { RetryAfter = limit.RetryAfter, ExecutionId = id },
        UnavailableException => new UnavailableException(error.Message, error) { ExecutionId = id },
        ConfigurationException => new ConfigurationException(error.Message, error) { ExecutionId = id },
        InvalidInputException input => new InvalidInputException(input.Input, error.Message, error) { ExecutionId = id },
        AccessDeniedException => new AccessDeniedException(error.Message) { ExecutionId = id },
        ConflictException => new ConflictException(error.Message) { ExecutionId = id },
        NotFoundException => new NotFoundException(error.Message) { ExecutionId = id },
        LeaseLostException => new LeaseLostException(error.Message) { ExecutionId = id },

        // An error the host made itself, out of its client: it is the model call that failed.
        _ => new ProviderException(error.Message, error) { ExecutionId = id },
    };
}
