using Paracle.Providers.Answers.Internal;
using Paracle.Providers.Identity.Internal;

namespace Paracle.Providers.Coalescing.Internal;

/// <summary>The answers on their way, by the identity of their request.</summary>
internal sealed class AnswerFlights(int capacity, TimeProvider time)
{
    private readonly Dictionary<RequestIdentity, AnswerFlight> _flights = []; // guarded by itself

    public int Count
    {
        get
        {
            lock (_flights)
            {
                return _flights.Count;
            }
        }
    }

    /// <summary>Whether who has a deadline can wait for so long.</summary>
    public bool HasTime(TimeSpan wait, DateTimeOffset? deadline) => deadline is not { } end || wait < end - time.GetUtcNow();

    /// <summary>Joins the flight of an identity, or begins one that the caller must lead; null when there are too many.</summary>
    public AnswerFlight? Join(RequestIdentity identity, out AnswerSource source)
    {
        lock (_flights)
        {
            if (_flights.TryGetValue(identity, out var flight))
            {
                // One that has ended is there only until its answer can be found in the store.
                source = flight.End.IsCompleted ? AnswerSource.Store : AnswerSource.SharedCall;
            }
            else
            {
                source = AnswerSource.OwnCall;
                if (_flights.Count >= capacity)
                {
                    return null;
                }

                _flights.Add(identity, flight = new AnswerFlight(identity, this));
            }

            flight.Readers++;
            return flight;
        }
    }

    /// <summary>Leaves a flight. When the last has left, what is still to come of it is given up.</summary>
    public void Leave(AnswerFlight flight)
    {
        lock (_flights)
        {
            if (--flight.Readers > 0 || flight.End.IsCompleted)
            {
                return;
            }

            // Off the map before the call is stopped, so that who comes now does not join it.
            ForgetLocked(flight);
        }

        flight.Abandon();
    }

    /// <summary>Lets nobody join any more.</summary>
    public void Forget(AnswerFlight flight)
    {
        lock (_flights)
        {
            ForgetLocked(flight);
        }
    }

    private void ForgetLocked(AnswerFlight flight)
    {
        if (_flights.TryGetValue(flight.Identity, out var current) && ReferenceEquals(current, flight))
        {
            _flights.Remove(flight.Identity);
        }
    }
}
