namespace Weir.Policy;

/// <summary>
/// Counts how deep an expression is at each of its tokens, before it is parsed: every level of parentheses and every <c>not</c> in front of
/// another is a level of the parser's stack.
/// </summary>
internal struct ExpressionNesting
{
    // The levels of "not" in front of each open parenthesis, and how many there are in all.
    private Stack<int>? _outer;
    private int _outerLevels;
    private int _negations;

    /// <summary>Takes the next token; true when a part of the expression that begins there would lie below the deepest level.</summary>
    public bool IsTooDeepAt(ExpressionToken token, ExpressionToken? following)
    {
        var isTooDeep = _outerLevels + _negations >= ExpressionTokenizer.DeepestNesting;
        if (token.Kind == ExpressionTokenKind.OpenParenthesis)
        {
            (_outer ??= new Stack<int>()).Push(_negations);
            _outerLevels += _negations + 1;
            _negations = 0;
        }
        else if (token.Kind == ExpressionTokenKind.CloseParenthesis)
        {
            if (_outer is { Count: > 0 })
                _outerLevels -= _outer.Pop() + 1;
            _negations = 0;
        }
        else if (ExpressionGrammar.IsNegation(token, following) && following?.IsWord("in") != true)
        {
            _negations++;
        }
        else if (ExpressionGrammar.IsConnective(token, "and", "&&") || ExpressionGrammar.IsConnective(token, "or", "||"))
        {
            _negations = 0;
        }

        return isTooDeep;
    }
}
