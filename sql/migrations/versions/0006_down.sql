-- Takes the index away again; explanations that nobody refers to then stay until everybody is assessed.

DROP INDEX core.dues_situation;

DELETE FROM core.explanation WHERE topic = 'reward' AND verdict = 'history_missing';
ALTER TABLE core.explanation
DROP CONSTRAINT explanation_verdict_check,
ADD CONSTRAINT explanation_verdict_check CHECK (topic || '.' || verdict IN (
    'result.enrolled', 'result.owing', 'result.undefined', 'result.insured_elsewhere', 'result.deceased', 'result.repaired',
    'exclusion.deceased', 'exclusion.died_after', 'exclusion.insured_elsewhere', 'exclusion.paid_elsewhere',
    'category.counts', 'category.added', 'category.smaller', 'category.tied', 'category.outranked', 'category.moot', 'category.pending',
    'category.combined_out',
    'category.tracked', 'category.undefined', 'category.unknown', 'category.too_late', 'category.out',
    'category.gained', 'category.kept', 'category.later', 'category.ended', 'category.ended_at_once',
    'category.not_yet', 'category.no_longer', 'category.wrong_phase', 'category.lacks_other', 'category.excluded_by_other',
    'category.unmet_age', 'category.unmet_grade', 'category.unmet_subclass', 'category.unmet_hukou',
    'category.unmet_recognised', 'category.no_rule',
    'price.price', 'price.repair', 'price.open', 'price.none',
    'tier.enjoys', 'fiscal.fiscal',
    'due.free', 'due.balance', 'due.full', 'due.pay_first', 'due.out', 'due.undefined',
    'share.pays', 'share.would_pay', 'share.reimburses', 'share.gained',
    'refund.overpaid', 'refund.gained', 'refund.without_due', 'refund.suspense',
    'settlement.by_receipt', 'settlement.by_day', 'settlement.free', 'settlement.unpaid', 'settlement.short',
    'settlement.waits', 'settlement.undefined', 'settlement.out',
    'window.in_window', 'window.before', 'window.gap', 'window.tail', 'window.late', 'window.deadline',
    'coverage.covered', 'coverage.not_stated',
    'waiting.none', 'waiting.months', 'waiting.undated', 'waiting.history_missing',
    'reward.none', 'reward.reward'
));
