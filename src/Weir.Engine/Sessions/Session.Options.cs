namespace Weir.Engine;

public sealed partial class Session
{
    /// <summary>The value of an option of the engine (WFP: <c>FwpmEngineGetOption</c>).</summary>
    /// <typeparam name="T">Type of its values.</typeparam>
    /// <param name="option">One of <see cref="EngineOption"/>.</param>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.AccessDenied"/>: no <see cref="AccessRights.Read"/> on the engine; <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public T GetOption<T>(EngineOption<T> option)
    {
        ArgumentNullException.ThrowIfNull(option);
        ThrowIfEndedNow();
        DemandOnEngine(AccessRights.Read);
        return option.Read(_engine.Settings);
    }

    /// <summary>Sets an option of the engine, at once and for all sessions (WFP: <c>FwpmEngineSetOption</c>).</summary>
    /// <typeparam name="T">Type of its values.</typeparam>
    /// <param name="option">One of <see cref="EngineOption"/>.</param>
    /// <param name="value">The new value.</param>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.DynamicSessionInProgress"/>: not in a dynamic session; <see cref="FwpError.TxnInProgress"/>: not inside a
    /// transaction; <see cref="FwpError.AccessDenied"/>: no <see cref="AccessRights.Write"/> on the engine; the value is not acceptable
    /// (<see cref="FwpError.InvalidFlags"/>, <see cref="FwpError.OutOfBounds"/>, <see cref="FwpError.InvalidParameter"/>);
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void SetOption<T>(EngineOption<T> option, T value)
    {
        ArgumentNullException.ThrowIfNull(option);
        lock (_gate)
        {
            ThrowIfEnded();
            if (Options.Dynamic)
            {
                throw Errors.OptionInDynamicSession(option.Name);
            }

            ThrowIfInTransaction();
            DemandOnEngine(AccessRights.Write);
            if (option.FindProblem(value) is { } problem)
            {
                throw new WfpException(problem.Code, $"Option {option} cannot be {value}: {problem.Reason}", option.Name);
            }

            _engine.Set(option, value);
        }
    }
}
